/**
 * The engine: turns from the gate's word to the stamped reply, sessions, what is kept of them (sealed), and who answers.
 * Owns the schema `reflection`. Only this role may reach a model; it holds no key and asks the vault for each opening.
 */
export { reflectionData } from './data.js';
export { ReflectionGatewayModule } from './reflection.gateway.module.js';
export { ReflectionModule } from './reflection.module.js';
