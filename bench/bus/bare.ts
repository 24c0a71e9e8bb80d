import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { answerTo } from './contracts.js';

/** BullMQ as one uses it by its documentation: nothing sealed, nobody checked, no deadline. */
export type BareLogin = { host: string; port: number; username: string; password: string };
type Asked = { id: number; text: string };

const kept = { removeOnComplete: true, removeOnFail: true };
const names = { published: 'bare-published', returned: 'bare-returned', noted: 'bare-noted' };
const replies = 'bare-replies';

const connect = (login: BareLogin): Redis => new Redis({ ...login, maxRetriesPerRequest: null });

/** The answering end. `note`: called as each event is worked off. */
export const answerBare = async (login: BareLogin, note: () => void): Promise<void> => {
  const connection = connect(login);
  const options = { connection, concurrency: 256 };
  const publish = async ({ data: { id, text } }: { data: Asked }) =>
    void connection.publish(replies, JSON.stringify({ id, text: answerTo(text) }));
  const workers = [
    new Worker<Asked>(names.published, publish, options),
    new Worker<Asked>(names.returned, async ({ data }) => answerTo(data.text), options),
    new Worker<Asked>(names.noted, async () => note(), options),
  ];
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
};

/** The asking end. */
export class BareCaller {
  private readonly connection: Redis;
  private readonly listening: Redis;
  private readonly queues: Record<keyof typeof names, Queue<Asked>>;
  private readonly finished: QueueEvents;
  private readonly waiting = new Map<number, (text: string) => void>();
  private last = 0;

  private constructor(login: BareLogin) {
    this.connection = connect(login);
    this.listening = connect(login);
    const queue = (name: string) => new Queue<Asked>(name, { connection: this.connection });
    this.queues = { published: queue(names.published), returned: queue(names.returned), noted: queue(names.noted) };
    this.finished = new QueueEvents(names.returned, { connection: this.connection });
  }

  static async open(login: BareLogin): Promise<BareCaller> {
    const caller = new BareCaller(login);
    await caller.finished.waitUntilReady();
    await caller.listening.subscribe(replies);
    caller.listening.on('message', (_, message: string) => {
      const { id, text } = JSON.parse(message) as Asked;
      caller.waiting.get(id)?.(text);
      caller.waiting.delete(id);
    });
    return caller;
  }

  /** A job, and its reply over pub/sub. */
  async ask(text: string): Promise<string> {
    const id = ++this.last;
    const reply = new Promise<string>((resolve) => this.waiting.set(id, resolve));
    await this.queues.published.add('ask', { id, text }, kept);
    return reply;
  }

  /** A job, and BullMQ's own way to wait for what it returns. */
  async askAndWait(text: string): Promise<string> {
    const job = await this.queues.returned.add('ask', { id: ++this.last, text }, { removeOnFail: true, removeOnComplete: { count: 100 } });
    return job.waitUntilFinished(this.finished);
  }

  async ping(): Promise<string> {
    return this.connection.ping();
  }

  /** A job that nobody waits for. */
  async tell(text: string): Promise<void> {
    await this.queues.noted.add('noted', { id: ++this.last, text }, kept);
  }

  async close(): Promise<void> {
    await Promise.all([...Object.values(this.queues), this.finished].map((each) => each.close()));
    this.connection.disconnect();
    this.listening.disconnect();
  }
}
