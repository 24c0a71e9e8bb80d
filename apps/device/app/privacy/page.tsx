import type { EngineTrouble, EngineView } from '#libs/contracts/index.js';
import { fromBase64url } from '#libs/crypto/bytes.js';
import { fingerprint } from '#libs/crypto/fingerprint.js';
import { say } from '../catalogue/index.js';
import { Groups } from '../parts/groups.jsx';
import { Heading } from '../parts/heading.jsx';
import { useLoaded } from '../parts/loaded.js';
import { useRoom } from '../state/room.js';

const answers = (engine: EngineView | undefined): string => {
  if (!engine) return say.privacy.engineUnknown;
  if (engine.engine === 'local') return say.privacy.engineMirror;
  return engine.model ? say.privacy.engineModel(engine.model) : say.privacy.engineModelUnnamed;
};

const whyNot = (trouble: EngineTrouble): string => (trouble === 'no_model_server' ? say.privacy.engineNone : say.mirrored.trouble[trouble]);

/** What this device itself pinned, not what the server says of itself at the moment. */
function Server() {
  const { mirror } = useRoom();
  const { value: record } = useLoaded(() => mirror.device(), 'record');
  const { value: node } = useLoaded(() => mirror.request('node'), 'node');
  if (!record.value) return null;
  return (
    <section aria-labelledby="server">
      <h2 id="server">{say.privacy.serverTitle}</h2>
      <dl class="facts">
        <div>
          <dt>{say.privacy.address}</dt>
          <dd>{record.value.origin}</dd>
        </div>
        {node.value && (
          <div>
            <dt>{say.privacy.version}</dt>
            <dd class="num">{node.value.version}</dd>
          </div>
        )}
        <div>
          <dt>{say.privacy.identity}</dt>
          <dd>
            <Groups of={fingerprint(fromBase64url(record.value.identity))} class="mono" />
            <span class="soft">{say.privacy.identityHint}</span>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Said({ title, children }: { title: string; children: string | string[] }) {
  return (
    <section class="prose">
      <h2>{title}</h2>
      {typeof children === 'string' ? (
        <p>{children}</p>
      ) : (
        <ul class="still">
          {children.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The promise, honest and short, with what it does not cover. */
export function Privacy() {
  const { mirror, standing } = useRoom();
  const member = standing.who.value.is === 'member';
  const { value: engine, problem } = useLoaded(async () => (member ? mirror.engine() : undefined), `engine${member}`);
  return (
    <main class="page" id="page">
      <Heading tab={say.frame.privacy}>{say.privacy.title}</Heading>
      <p class="lede">{say.privacy.lede}</p>
      <Said title={say.privacy.closedTitle}>{say.privacy.closed}</Said>
      <Said title={say.privacy.whileTitle}>{say.privacy.while}</Said>
      <Said title={say.privacy.notTitle}>{say.privacy.not}</Said>
      {member && (engine.value || problem.value) && (
        <section class="prose">
          <h2>{say.privacy.engineTitle}</h2>
          <p>{answers(engine.value)}</p>
          {engine.value?.trouble && <p>{whyNot(engine.value.trouble)}</p>}
          <p>{say.privacy.engineGate}</p>
        </section>
      )}
      <Said title={say.privacy.crisisTitle}>{say.privacy.crisis}</Said>
      <Said title={say.privacy.lostTitle}>{say.privacy.lost}</Said>
      <Server />
    </main>
  );
}
