let received = 0;

/** A Worker that empties a queue, and says how many messages it has taken so far. */
export default {
  fetch: () => Response.json(received),

  queue({ messages }) {
    received += messages.length;
  },
} satisfies ExportedHandler;
