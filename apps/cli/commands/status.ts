import { MirrorError, type Readiness } from '#libs/contracts/index.js';
import { fingerprint, fromBase64url } from '#libs/crypto/index.js';
import type { Client, DeviceRecord } from '#libs/sdk/index.js';
import { addCommand, type CommonOptions, type DeviceRun, type Registry, runAsDevice } from '../command.js';
import { type Exit, exitFor } from '../exit-codes.js';
import { failureSentence } from '../failure.js';
import { vaultSentence } from './lock.js';

/** What this device knows without asking anyone. */
const ownPart = async ({ keyFile }: DeviceRun, record: DeviceRecord) => ({
  origin: record.origin,
  fingerprint: fingerprint(fromBase64url(record.identity)),
  device: { id: record.self.device, name: record.self.name, keys: record.self.keys, standing: record.standing.is },
  keyFile: { path: keyFile.path, sealed: (await keyFile.isSealed()) === true },
});

/** Beside the point where it can't be told: a server that answers for the rest is not out of reach. */
const partsOf = async (client: Client): Promise<Readiness['parts']> => {
  const { parts } = await client.readiness().catch(() => ({ parts: [] }));
  return parts;
};

const nodePart = async ({ client }: DeviceRun) => {
  const { version } = await client.node();
  const [me, vault, engine, parts] = await Promise.all([client.me(), client.unlockState(), client.engine(), partsOf(client)]);
  return { version, me, vault, engine, parts };
};

const status = async (run: DeviceRun): Promise<Exit | undefined> => {
  const { client, terminal } = run;
  const record = await client.device();
  if (!record) throw new MirrorError('not_enrolled');
  const own = await ownPart(run, record);
  terminal.say(`Server      ${own.origin}, fingerprint ${own.fingerprint}`);
  terminal.say(`This device ${own.device.name}, software key in ${own.keyFile.path}${own.keyFile.sealed ? ', under a passphrase' : ''}`);
  if (record.standing.is !== 'member') {
    terminal.say('It has not joined yet.');
    terminal.document({ ...own, reachable: null });
    return 'notSignedIn';
  }
  try {
    const { version, me, vault, engine, parts } = await nodePart(run);
    terminal.say(`You         ${me.name}, ${me.role}`);
    terminal.say(`Words       ${vaultSentence(vault)}`);
    terminal.say(`Engine      ${engine.engine === 'local' ? 'the local engine' : `${engine.model ?? 'a model'} on Ollama`}`);
    terminal.say(`Version     ${version}`);
    for (const { part, ready, detail } of parts) {
      if (!ready || (detail && part !== 'engine'))
        terminal.say(`${ready ? 'Note       ' : 'Not ready  '} ${part}: ${detail ?? 'it does not say why'}`, 'strong');
    }
    terminal.document({ ...own, reachable: true, version, me, vault, engine, parts });
    return undefined;
  } catch (error) {
    if (!(error instanceof MirrorError)) throw error;
    const { code, detail, next } = error.toProblem();
    terminal.note(failureSentence(error.toProblem()), 'strong');
    terminal.document({ ...own, reachable: code !== 'unreachable', error: { code, detail, next } });
    return exitFor(error);
  }
};

export const addStatus = (registry: Registry): void => {
  addCommand(registry.program, 'status', 'the server, this device, and whether your words are open').action((options: CommonOptions) =>
    runAsDevice(registry, options, status),
  );
};
