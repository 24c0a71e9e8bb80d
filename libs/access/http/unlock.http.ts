import { Controller } from '@nestjs/common';
import { Caller, Endpoint, Input, type MemberCaller, type RouteInput, type RouteOutput } from '#libs/platform/http/index.js';
import { Unlocking } from '../unlocking.service.js';

@Controller()
export class UnlockController {
  constructor(private readonly unlocking: Unlocking) {}

  @Endpoint('unlockState')
  unlockState(@Caller() caller: MemberCaller): Promise<RouteOutput<'unlockState'>> {
    return this.unlocking.state(caller);
  }

  @Endpoint('unlockChallenge')
  unlockChallenge(@Caller() caller: MemberCaller): Promise<RouteOutput<'unlockChallenge'>> {
    return this.unlocking.challenge(caller);
  }

  @Endpoint('unlock')
  unlock(@Caller() caller: MemberCaller, @Input() { body }: RouteInput<'unlock'>): Promise<RouteOutput<'unlock'>> {
    return this.unlocking.unlock(caller, body);
  }

  @Endpoint('lock')
  lock(@Caller() caller: MemberCaller): Promise<RouteOutput<'lock'>> {
    return this.unlocking.lock(caller);
  }
}
