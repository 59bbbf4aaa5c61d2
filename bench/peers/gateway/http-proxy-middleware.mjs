import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { announce } from '../http/listening.mjs'

const app = express()
app.use(
  createProxyMiddleware({
    target: `http://127.0.0.1:${process.argv[2]}`,
    agent: new Agent({ keepAlive: true }),
  }),
)
const server = app.listen(0, '127.0.0.1', () => announce(server))
