import { render } from 'preact';
import { Client } from '#libs/sdk/index.js';
import { IndexedDbStore } from '#libs/sdk/indexeddb-store.js';
import { App } from './app.jsx';
import { createKeptStore } from './keep/kept-store.js';
import { createStretching } from './keys/stretching.js';
import { followLinks } from './router.js';
import { createRoom } from './state/room.js';

const stretching = createStretching();
const mirror = new Client({ store: new IndexedDbStore(), kind: 'browser', argon2id: stretching.argon2id });
const room = createRoom(mirror, createKeptStore(), stretching);

const root = document.getElementById('app');
if (!root) throw new Error('The page has no place for the application.');
followLinks(document);
void room.standing.look();
render(<App room={room} />, root);
