import type { CallContract, InstanceId, Role } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';

const unused = (): never => {
  throw new Error('Nothing but calls is expected of the bus here.');
};

/** A bus for parts that only ask: `answer` gets each call, and every other verb fails the test. */
export class CallingBus extends Bus {
  readonly instance = newId<InstanceId>();

  constructor(private readonly answer: (from: Role, contract: CallContract, request: unknown) => Promise<unknown>) {
    super();
  }

  for(role: Role): RoleBus {
    const call = (contract: CallContract, request: unknown) => this.answer(role, contract, request);
    return {
      call: call as RoleBus['call'],
      publish: unused,
      stream: unused,
      signal: unused,
      onSignal: unused,
      onMissed: unused,
      hold: unused,
      letGo: unused,
      onHeldElsewhere: unused,
    };
  }
}
