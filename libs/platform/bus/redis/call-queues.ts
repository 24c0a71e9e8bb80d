import type { InstanceId, Role } from '#libs/contracts/index.js';
import { noteTrouble } from '../failure.js';
import { CallQueue } from './call-queue.js';
import type { Link } from './link.js';
import { callQueue, instanceQueue } from './names.js';

/** More single processes than a node has at a time; the ones asked least lately are let go. */
const MOST_INSTANCES = 64;

/** The queues that one role of this process puts calls into: one per role, and one per process that alone can answer. */
export class CallQueues {
  private readonly roles = new Map<Role, CallQueue>();
  private readonly instances = new Map<InstanceId, CallQueue>();

  constructor(private readonly link: Link) {}

  of(role: Role, instance?: InstanceId): CallQueue {
    return instance === undefined ? this.ofRole(role) : this.ofInstance(role, instance);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.roles.values(), ...this.instances.values()].map((queue) => queue.close()));
  }

  private ofRole(role: Role): CallQueue {
    const queue = this.roles.get(role) ?? new CallQueue(this.link, callQueue(role));
    this.roles.set(role, queue);
    return queue;
  }

  private ofInstance(role: Role, instance: InstanceId): CallQueue {
    const queue = this.instances.get(instance) ?? new CallQueue(this.link, instanceQueue(role, instance));
    // Taken out and put in again: the first of the map is the one asked least lately.
    this.instances.delete(instance);
    this.instances.set(instance, queue);
    const [oldest] = this.instances;
    if (oldest && this.instances.size > MOST_INSTANCES) {
      this.instances.delete(oldest[0]);
      oldest[1].close().catch((error: unknown) => noteTrouble('calls', error, this.link.role));
    }
    return queue;
  }
}
