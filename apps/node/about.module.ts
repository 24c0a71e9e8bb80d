import { Module } from '@nestjs/common';
import { AboutHttp } from './about.http.js';

/** Health and description, for the gateway. */
@Module({ controllers: [AboutHttp] })
export class AboutModule {}
