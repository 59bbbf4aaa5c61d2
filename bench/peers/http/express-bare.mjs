import express from 'express'
import { COURSE, created, LIBRARY } from '../../http/course.mjs'
import { announce } from './listening.mjs'

const app = express()
app.get('/v1/courses/:courseId', (request, response) => {
  response.json({ ...COURSE, id: request.params.courseId })
})
app.get('/v1/courses', (_request, response) => {
  response.json(LIBRARY)
})
app.post('/v1/courses', express.json(), (request, response) => {
  response.status(201).json(created(request.body))
})
const server = app.listen(0, '127.0.0.1', () => announce(server))
