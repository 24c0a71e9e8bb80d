import { Controller } from '@nestjs/common';
import {
  Caller,
  Endpoint,
  Input,
  type MemberCaller,
  type ProofCaller,
  type RouteInput,
  type RouteOutput,
} from '#libs/platform/http/index.js';
import { Links } from '../links.service.js';

@Controller()
export class LinksController {
  constructor(private readonly links: Links) {}

  @Endpoint('openLink')
  openLink(@Caller() caller: ProofCaller, @Input() { body }: RouteInput<'openLink'>): Promise<RouteOutput<'openLink'>> {
    return this.links.open(caller, body.device);
  }

  @Endpoint('linkState')
  linkState(@Caller() caller: ProofCaller, @Input() { params }: RouteInput<'linkState'>): Promise<RouteOutput<'linkState'>> {
    return this.links.state(caller, params.link);
  }

  @Endpoint('lookLink')
  lookLink(@Caller() caller: MemberCaller, @Input() { body }: RouteInput<'lookLink'>): Promise<RouteOutput<'lookLink'>> {
    return this.links.look(caller, body.code);
  }

  @Endpoint('answerLink')
  async answerLink(@Caller() caller: MemberCaller, @Input() { body }: RouteInput<'answerLink'>): Promise<RouteOutput<'answerLink'>> {
    await this.links.answer(caller, body);
    return { done: true };
  }
}
