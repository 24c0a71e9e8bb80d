import { render } from 'preact';
import { App } from '../app/app.jsx';
import { createKeptStore } from '../app/keep/kept-store.js';
import { createStretching } from '../app/keys/stretching.js';
import { followLinks } from '../app/router.js';
import { createRoom } from '../app/state/room.js';
import '../app/style/index.css';
import { fakeMirror } from './fake-mirror.js';
import { scenes } from './scenes.js';

/** `/devices?scene=alone`: a page of the device over made-up data. */
const name = new URLSearchParams(location.search).get('scene') ?? 'writing';
const scene = scenes[name];
if (!scene) throw new Error(`No scene is called ${name}.`);
const stretching = createStretching();
sessionStorage.clear();
if (scene.turns?.[0]) sessionStorage.setItem('session', scene.turns[0].session);
const room = createRoom(fakeMirror(scene, stretching), createKeptStore(), stretching);

followLinks(document);
void room.standing.look();
const root = document.getElementById('app');
if (root) render(<App room={room} />, root);
