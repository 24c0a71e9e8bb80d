import { Controller } from '@nestjs/common';
import { Caller, Endpoint, Input, type MemberCaller, type RouteInput, type RouteOutput } from '#libs/platform/http/index.js';
import { Invitations } from '../invitations.service.js';

/** For the owner alone, which the guard sees to. */
@Controller()
export class PeopleController {
  constructor(private readonly invitations: Invitations) {}

  @Endpoint('people')
  async people(@Caller() { member }: MemberCaller): Promise<RouteOutput<'people'>> {
    return { people: await this.invitations.everyone(member) };
  }

  @Endpoint('invite')
  invite(@Caller() { member }: MemberCaller, @Input() { body }: RouteInput<'invite'>): Promise<RouteOutput<'invite'>> {
    return this.invitations.invite(member, body.name);
  }
}
