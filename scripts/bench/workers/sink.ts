let received = 0;

/** Empties a queue, and says how many messages it has taken so far. */
export default {
  fetch: () => Response.json(received),

  queue({ messages }) {
    received += messages.length;
  },
} satisfies ExportedHandler;
