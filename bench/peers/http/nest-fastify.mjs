import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import { ValidationPipe } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { measure } from './fastify-metrics.mjs'
import { ALLOWED_ORIGIN, announce } from './listening.mjs'
import { AppModule } from './nest-app.mjs'

const app = await NestFactory.create(AppModule, new FastifyAdapter({ logger: true }), { logger: ['error'] })
measure(app.getHttpAdapter().getInstance())
await app.register(helmet)
await app.register(compress)
app.enableCors({ origin: [ALLOWED_ORIGIN], credentials: true })
app.useGlobalPipes(new ValidationPipe())
await app.listen(0, '127.0.0.1')
announce(app.getHttpServer())
