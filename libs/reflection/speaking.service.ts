import { Injectable } from '@nestjs/common';
import type { Cleared, EngineKind, EngineTrouble, Uncertainty } from '#libs/contracts/index.js';
import { Config } from '#libs/platform/config/index.js';
import type { Task } from './answering.service.js';
import { EngineFailure } from './engines/index.js';
import { Engines } from './engines.service.js';
import type { ReplyWriter, Violation } from './reply.writer.js';
import { StampVerifier } from './stamp.verifier.js';
import { type EarlierTurn, TurnContext } from './turn.context.js';
