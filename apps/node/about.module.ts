import { Module } from '@nestjs/common';
import { AboutHttp } from './about.http.js';
import { Parts } from './parts.js';

/** Health and description, for the gateway. */
@Module({ controllers: [AboutHttp], providers: [Parts] })
export class AboutModule {}
