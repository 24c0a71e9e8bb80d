import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import type { TestedNode } from '../../apps/e2e/tested-node.js';
import { durableInsert } from '../durable-insert.js';
import type { ModelProcess } from './model-process.js';
import { type Script, textOf } from './script.js';
import { straight } from './straight.js';
import { Talker, type Told } from './through-node.js';
import type { Times } from './times.js';

/** One pair: a turn through the node, the same stream straight from the model, and a durable insert in between. */
export type Sample = { through: Told; anchor: Times; insertMs: number };

/** A person does not write the next turn while the last one is still being put away. */
const REST_MS = 40;
/** Below the 30 a minute that a device may ask for. */
const TURNS_OF_A_WINDOW = 25;
const words = 'I said yes to the extra shift again before I had looked at anything. I wanted to be counted on, but I was angry.';

/** A member at a node, and the same model beside it. */
export class Sitting {
  private turns = 0;
  private body = '';
  private session = newId<SessionId>();
  private script: Script = { sentences: 1, pauseMs: 0 };

  private constructor(
    private readonly model: ModelProcess,
    private readonly talker: Talker,
    private readonly administrator: pg.Client,
    private readonly insert: () => Promise<void>,
  ) {}

  static async begin(node: TestedNode, model: ModelProcess, administrator: pg.Client): Promise<Sitting> {
    const talker = new Talker(model);
    await talker.claim(node);
    return new Sitting(model, talker, administrator, await durableInsert(administrator));
  }

  async follow(script: Script): Promise<void> {
    this.script = script;
    await this.model.follow(script);
    this.body = (await this.through()).body;
  }

  /** Pairs in ABBA order. `turnsOfSession`: after so many turns a new session begins. */
  async samples(count: number, turnsOfSession = 1): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (let pair = 0; pair < count; pair++) {
      if (pair % turnsOfSession === 0) this.session = newId<SessionId>();
      const before = pair % 2 === 1 ? await this.straight() : undefined;
      const early = before ? await this.durable() : 0;
      const through = await this.through();
      const late = before ? 0 : await this.durable();
      samples.push({ through, anchor: before ?? (await this.straight()), insertMs: early + late });
    }
    return samples;
  }

  async through(): Promise<Told> {
    if (this.turns++ % TURNS_OF_A_WINDOW === 0) await this.administrator.query('delete from access.rate_window');
    const told = await this.talker.say(words, this.session);
    this.check(told.text);
    await setTimeout(REST_MS);
    return told;
  }

  async straight(): Promise<Times> {
    const read = await straight(this.model, this.body);
    this.check(read.text);
    return read;
  }

  close(): void {
    this.talker.close();
  }

  private async durable(): Promise<number> {
    const start = performance.now();
    await this.insert();
    return performance.now() - start;
  }

  /** Both arms must have brought the same reply, whole. */
  private check(text: string): void {
    if (text !== textOf(this.script.sentences)) throw new Error(`not the reply that the model gave: ${text.slice(0, 80)}`);
  }
}
