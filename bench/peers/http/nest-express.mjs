import { ValidationPipe } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import compression from 'compression'
import promBundle from 'express-prom-bundle'
import helmet from 'helmet'
import morgan from 'morgan'
import { ALLOWED_ORIGIN, announce } from './listening.mjs'
import { AppModule } from './nest-app.mjs'

const app = await NestFactory.create(AppModule, { logger: ['error'] })
app.use(morgan('combined'))
app.use(promBundle({ includeMethod: true, includePath: true, includeStatusCode: true }))
app.use(helmet())
app.use(compression())
app.enableCors({ origin: [ALLOWED_ORIGIN], credentials: true })
app.useGlobalPipes(new ValidationPipe())
await app.listen(0, '127.0.0.1')
announce(app.getHttpServer())
