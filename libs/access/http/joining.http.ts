import { Controller } from '@nestjs/common';
import { Config } from '#libs/platform/config/index.js';
import { Caller, Endpoint, Input, type ProofCaller, type RouteInput, type RouteOutput } from '#libs/platform/http/index.js';
import { Enrolment } from '../enrolment.service.js';
import { Invitations } from '../invitations.service.js';
import { NodeIdentity } from '../node-identity.js';
import { Tokens } from '../tokens.service.js';

/** What is asked before there is a token: which node this is, what a link is for, becoming a member, tokens. */
@Controller()
export class JoiningController {
  constructor(
    private readonly config: Config,
    private readonly identity: NodeIdentity,
    private readonly invitations: Invitations,
    private readonly enrolment: Enrolment,
    private readonly grants: Tokens,
  ) {}

  @Endpoint('node')
  async node(): Promise<RouteOutput<'node'>> {
    const { node, publicKey } = await this.identity.get();
    const { origin, version, region } = this.config;
    return { node, origin, version, identity: publicKey, claimed: await this.invitations.claimed(), region };
  }

  @Endpoint('invitation')
  invitation(@Input() { body }: RouteInput<'invitation'>): Promise<RouteOutput<'invitation'>> {
    return this.invitations.look(body.invitation);
  }

  @Endpoint('enrol')
  enrol(@Caller() caller: ProofCaller, @Input() { body }: RouteInput<'enrol'>): Promise<RouteOutput<'enrol'>> {
    return this.enrolment.enrol(caller, body);
  }

  @Endpoint('tokens')
  tokens(@Caller() caller: ProofCaller, @Input() { body }: RouteInput<'tokens'>): Promise<RouteOutput<'tokens'>> {
    return this.grants.grant(caller, body);
  }
}
