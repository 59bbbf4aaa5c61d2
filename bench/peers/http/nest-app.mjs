// The module both NestJS peers share: a controller, a guard over tokens, a limit. Written without the decorator syntax,
// which Node does not read; what they do is the same.
import 'reflect-metadata'
import { createPublicKey } from 'node:crypto'
import {
  Body,
  Controller,
  Get,
  Inject,
  Module,
  Param,
  ParseUUIDPipe,
  Post,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { JwtModule, JwtService } from '@nestjs/jwt'
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler'
import { IsString, MaxLength, MinLength } from 'class-validator'
import { COURSE, created, LIBRARY } from '../../http/course.mjs'
import { AUTH_URL, LIMIT } from './listening.mjs'

const decorated = (target, key, decorators) =>
  Reflect.decorate(decorators, target, key, Object.getOwnPropertyDescriptor(target, key))
const parameter = (decorator, target, key) => decorator(target, key, 0)

class NewCourse {
  title
  text
}
for (const [field, length] of [
  ['title', 200],
  ['text', 1_000],
])
  for (const rule of [IsString(), MinLength(1), MaxLength(length)]) rule(NewCourse.prototype, field)

/** As the documentation of NestJS has it: verify with `JwtService`, leave who it is on the request. */
class AuthGuard {
  constructor(jwt) {
    this.jwt = jwt
  }

  async canActivate(context) {
    const request = context.switchToHttp().getRequest()
    const [type, token] = request.headers.authorization?.split(' ') ?? []
    if (type !== 'Bearer') throw new UnauthorizedException()
    try {
      request.user = await this.jwt.verifyAsync(token)
    } catch {
      throw new UnauthorizedException()
    }
    return true
  }
}
parameter(Inject(JwtService), AuthGuard, undefined)

class Courses {
  get(courseId) {
    return { ...COURSE, id: courseId }
  }

  library() {
    return LIBRARY
  }

  create(body) {
    return created(body)
  }
}
decorated(Courses.prototype, 'get', [Get(':courseId')])
decorated(Courses.prototype, 'library', [Get()])
decorated(Courses.prototype, 'create', [Post()])
parameter(Param('courseId', ParseUUIDPipe), Courses.prototype, 'get')
parameter(Body(), Courses.prototype, 'create')
Reflect.defineMetadata('design:paramtypes', [NewCourse], Courses.prototype, 'create')
Reflect.decorate([Controller('v1/courses'), UseGuards(AuthGuard)], Courses)

const { keys } = await (await fetch(`${AUTH_URL}/.well-known/jwks.json`)).json()
const publicKey = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })

// oxlint-disable-next-line typescript/no-extraneous-class -- NestJS hangs what a module is made of on an empty class.
export class AppModule {}
Reflect.decorate(
  [
    Module({
      imports: [
        ThrottlerModule.forRoot([{ ttl: 60_000, limit: Number(LIMIT) }]),
        JwtModule.register({
          publicKey,
          verifyOptions: { algorithms: ['ES256'], issuer: 'azora', audience: 'azora' },
        }),
      ],
      controllers: [Courses],
      providers: [AuthGuard, { provide: APP_GUARD, useClass: ThrottlerGuard }],
    }),
  ],
  AppModule,
)
