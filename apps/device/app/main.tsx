import { config } from 'zod';
import './style/index.css';

// With its first object schema zod tries `new Function`, which the page's security policy forbids and reports. So this
// comes before any schema is built: what builds them is loaded afterwards.
config({ jitless: true });
void import('./start.jsx');
