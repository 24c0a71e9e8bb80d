import { Global, Module } from '@nestjs/common';
import { Config } from '#libs/platform/config/index.js';
import { Log } from './log.js';

@Global()
@Module({
  providers: [{ provide: Log, inject: [Config], useFactory: (config: Config) => new Log(config.logLevel, config.version) }],
  exports: [Log],
})
export class LogModule {}
