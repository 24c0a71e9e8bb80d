const features = ['access', 'gate', 'vault', 'reflection'];
const isSpec = (path) =>
  /\.(spec|medium|e2e)\.tsx?$/.test(path) ||
  path.startsWith('libs/testing/') ||
  path.startsWith('apps/e2e/') ||
  /(^|\/)acceptance(\.ts$|\/)/.test(path);

/** The part of the house that a file belongs to. */
export const partOf = (path) => {
  const [top, name, next] = path.split('/');
  if (path.startsWith('apps/cli/doctor/')) return { kind: 'app-doctor' };
  if (top === 'bench') return { kind: 'bench' };
  if (top === 'apps') return { kind: `app-${name}` };
  if (features.includes(name)) return { kind: next === 'domain' ? 'domain' : 'feature', name };
  return { kind: name ?? '' };
};

/** Who may import whom; what is not listed is refused. A domain marked * runs on devices too. */
const allowed = {
  contracts: { inside: ['contracts'], why: 'contracts are shared with every client and import zod alone' },
  crypto: { inside: ['contracts', 'crypto'], why: 'crypto is pure and below everything but the contracts' },
  domain: {
    inside: ['contracts', 'domain'],
    why: 'a domain holds decisions: it imports the contracts and itself, so that it can be read and run anywhere',
  },
  sdk: {
    inside: ['contracts', 'crypto', 'sdk', 'domain'],
    why: 'the SDK runs on devices: contracts, crypto and the domains that devices may run',
  },
  platform: { inside: ['contracts', 'crypto', 'platform'], why: 'the platform knows no feature' },
  feature: { inside: ['contracts', 'crypto', 'platform', 'feature', 'domain'], why: 'a feature stands on platform, crypto and contracts' },
  'app-node': {
    inside: ['contracts', 'crypto', 'platform', 'feature', 'domain', 'app-node'],
    why: 'the server puts features together and knows no client',
  },
  'app-device': { inside: ['contracts', 'crypto', 'sdk', 'domain', 'app-device'], why: 'a device knows the SDK, never the server' },
  'app-cli': { inside: ['contracts', 'crypto', 'sdk', 'app-cli', 'app-doctor'], why: 'the command line knows the SDK, never the server' },
  'app-doctor': {
    inside: ['contracts', 'crypto', 'platform', 'domain', 'app-cli', 'app-doctor'],
    why: "the doctor reads a server's folder with the server's own readers (platform, domains), and asks its processes as anybody would",
  },
};
const browserSafe = ['contracts', 'crypto', 'sdk', 'app-device'];
const deviceDomains = ['gate', 'reflection'];
/** What a domain that stays on the server may use besides: pure functions of these. */
const serverDomain = { inside: ['crypto'], packages: /^(zod|jose)$/, node: /^node:(net|crypto)$/ };
const packages = { contracts: /^zod$/, domain: /^$/, crypto: /^(@noble\/|@hpke\/)/, sdk: /^(dpop|jose|zod)$/ };

/** Why an import is not allowed, or undefined. */
export const forbiddenImport = (path, { target, kind, specifier }) => {
  if (isSpec(path) || path.startsWith('bench/')) return undefined;
  const from = partOf(path);
  const rule = allowed[from.kind];
  if (!rule) return `no rule says what ${path.split('/').slice(0, 2).join('/')} may import; add its row to scripts/boundary-rules/rules.js`;
  const onServer = from.kind === 'domain' && !deviceDomains.includes(from.name);
  if (
    onServer &&
    (serverDomain.packages.test(specifier) ||
      serverDomain.node.test(specifier) ||
      (target && serverDomain.inside.includes(partOf(target).kind)))
  )
    return undefined;
  const onDevices = browserSafe.includes(from.kind) || (from.kind === 'domain' && deviceDomains.includes(from.name));
  if (kind === 'node')
    return onDevices && !path.endsWith('vite.config.ts')
      ? 'this runs in a browser too, where Node is not'
      : from.kind === 'domain'
        ? rule.why
        : undefined;
  if (kind === 'package') return packages[from.kind] && !packages[from.kind].test(specifier) ? rule.why : undefined;
  const to = partOf(target);
  if (target.startsWith('libs/testing/')) return 'libs/testing is for specs alone';
  if (!rule.inside.includes(to.kind)) return rule.why;
  return acrossFeatures(from, to, target);
};

const acrossFeatures = (from, to, target) => {
  if (from.kind === 'app-cli' && to.kind === 'app-doctor' && target !== 'apps/cli/doctor/index.ts')
    return 'the rest of the command line knows the doctor by its index.ts alone';
  if (from.kind === 'domain' && to.kind === 'domain' && from.name !== to.name) return 'a domain knows only its own feature';
  if (['app-device', 'sdk'].includes(from.kind) && to.kind === 'domain' && !deviceDomains.includes(to.name))
    return 'devices run the domains of gate and reflection, no others';
  if (from.kind !== 'feature' || from.name === to.name || !features.includes(to.name)) return undefined;
  if (target === `libs/${to.name}/index.ts`) return undefined;
  return `a feature uses another only through what its index.ts exports, never its entities, repositories or services`;
};

const texts = [
  { match: /\bforwardRef\b/, why: 'a circle in disguise: split what both need' },
  {
    match: /\bas (unknown as )?(Cleared|Spoken)\b/,
    except: /^libs\/crypto\/stamps\.ts$/,
    why: 'text becomes Cleared or Spoken only by a stamp that was made or verified in libs/crypto/stamps.ts; a cast would be a way around the gate',
  },
  {
    match: /\bas (unknown as )?(WireFrame|WireTurn)\b/,
    except: /^libs\/reflection\/spoken\.frames\.ts$/,
    why: 'what goes to a client is written by the serializers in libs/reflection/spoken.frames.ts; a cast would let a text out that nobody verified',
  },
  {
    match: /\bprocess\.env(\[|\.(?!PATH\b))/,
    except: /^(apps\/(node|cli|e2e)|libs\/testing|bench)\//,
    why: 'the environment is read once, in apps/node; everything else gets Config',
  },
  { match: /\bclass \w*(Manager|Helper|Util|Base)\b|\bclass Base[A-Z]/, why: 'name it by what it is in the field' },
  { match: /\b(eval|new Function)\(/, why: 'no code is made from text' },
  { match: /\bMath\.random\(/, except: /^(bench|apps\/e2e)\//, why: 'randomness comes from the platform CSPRNG (randomBytes, newId)' },
];

/** Names and texts that the house does not have. */
export const forbiddenText = (path, text) => {
  const complaints = [];
  const lines = text.split('\n');
  if (/\/(common|shared|utils|helpers)\//.test(path)) complaints.push(`${path}: a folder named by what it is not about. Name the idea.`);
  if (lines.length > 401)
    complaints.push(`${path}: ${lines.length - 1} lines. A file is one idea; past 250 it wants to be two, past 400 it must.`);
  for (const { match, except, why } of texts) {
    if (except?.test(path) || isSpec(path)) continue;
    const at = lines.findIndex((line) => match.test(line));
    if (at >= 0) complaints.push(`${path}:${at + 1} ${lines[at].trim().slice(0, 80)}: ${why}`);
  }
  return complaints;
};

/** Circles of value imports, each once. */
export const cycles = (graph) => {
  const state = new Map();
  const found = [];
  const walk = (node, trail) => {
    state.set(node, 'open');
    for (const next of graph.get(node) ?? []) {
      if (state.get(next) === 'open') found.push([...trail.slice(trail.indexOf(next)), next]);
      else if (!state.has(next) && graph.has(next)) walk(next, [...trail, next]);
    }
    state.set(node, 'done');
  };
  for (const node of graph.keys()) if (!state.has(node)) walk(node, [node]);
  return found;
};
