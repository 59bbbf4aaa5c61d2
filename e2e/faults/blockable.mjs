// Loaded into a service under test: its event loop stands still for as long as it is told to.
process.on('message', message => {
  const until = performance.now() + (message.blockMs ?? 0)
  while (performance.now() < until);
})
// Listening for messages must not keep a process alive that has ended its work.
process.channel?.unref()
