import { Controller } from '@nestjs/common';
import { Caller, Endpoint, Input, type MemberCaller, type RouteInput, type RouteOutput } from '#libs/platform/http/index.js';
import { Devices } from '../devices.service.js';

@Controller()
export class DevicesController {
  constructor(private readonly service: Devices) {}

  @Endpoint('me')
  me(@Caller() caller: MemberCaller): Promise<RouteOutput<'me'>> {
    return this.service.me(caller);
  }

  @Endpoint('devices')
  devices(@Caller() caller: MemberCaller): Promise<RouteOutput<'devices'>> {
    return this.service.list(caller);
  }

  @Endpoint('removeDevice')
  async removeDevice(@Caller() caller: MemberCaller, @Input() { body }: RouteInput<'removeDevice'>): Promise<RouteOutput<'removeDevice'>> {
    await this.service.remove(caller, body.entry);
    return { done: true };
  }
}
