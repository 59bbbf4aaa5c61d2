export { type FeedItem, type FeedNotice, type FeedOptions, followFeed } from './feed/follow-feed.js'
export type { WebSocketClass, WebSocketLike } from './feed/web-socket.js'
