import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/eventually.js';
import { residentBytes } from './memory.js';
import { type Launch, RoleProcess } from './role-process.js';
import type { Wire } from './wire.js';

/** How one replica reaches its backends; wires that a test may cut. */
export type Wires = { redis: Wire; database: Wire };

export type Place = {
  name: string;
  role: Role;
  /** Its port for clients, of a gateway. */
  port?: number;
  operatorPort: number;
  wires: Wires;
  logFolder: string;
  /** Says by how many milliseconds its clock is wrong. */
  clockFile: string;
};

const PATIENCE_MS = 60_000;

/** A place for one process of a role: what runs there may die and be started again. */
export class Replica {
  #process: RoleProcess | undefined;
  #past = '';
  #expected = false;
  #started = 0;

  constructor(
    readonly place: Place,
    private readonly launch: (place: Place) => Omit<Launch, 'log'>,
  ) {}

  get name(): string {
    return this.place.name;
  }

  get role(): Role {
    return this.place.role;
  }

  get process(): RoleProcess {
    if (!this.#process) throw new Error(`${this.name} was never started.`);
    return this.#process;
  }

  get started(): boolean {
    return this.#process !== undefined;
  }

  get operatorUrl(): string {
    return `http://127.0.0.1:${this.place.operatorPort}`;
  }

  /** What this and all earlier processes of the place said. */
  get told(): string {
    return this.#past + (this.#process?.told ?? '');
  }

  /** Ended though nobody told it to. */
  get fell(): boolean {
    return this.#process !== undefined && this.#expected && !this.#process.running;
  }

  start(): void {
    this.#past = this.told;
    this.#expected = true;
    const log = join(this.place.logFolder, `${this.name}.${++this.#started}.log`);
    this.#process = RoleProcess.spawn({ ...this.launch(this.place), log });
  }

  /** Ready to do its work. @throws with what it said, where it ended instead. */
  async ready(patienceMs = PATIENCE_MS): Promise<void> {
    await eventually(async () => {
      if (!this.process.running) return;
      const { status, body } = await this.readiness();
      if (status !== 200) throw new Error(`${this.name} is not ready: ${body}`);
    }, patienceMs);
    if (!this.process.running) throw new Error(`${this.name} ended with ${await this.process.exit()}:\n${this.process.told.slice(-3000)}`);
  }

  async readiness(): Promise<{ status: number; body: string }> {
    const response = await fetch(`${this.operatorUrl}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    return { status: response.status, body: await response.text() };
  }

  /** Its end that a test asked for. */
  async stop(): Promise<number | null> {
    this.#expected = false;
    return this.process.stop();
  }

  async kill(): Promise<void> {
    this.#expected = false;
    await this.process.kill();
  }

  /** Steps its clock, while it runs, to so many milliseconds beside the right time. */
  shiftClock(milliseconds: number): void {
    writeFileSync(this.place.clockFile, String(milliseconds));
  }

  /** Resident memory in bytes, as the kernel sees it. */
  get memory(): number {
    return residentBytes(this.process.pid);
  }
}
