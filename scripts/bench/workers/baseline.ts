interface BaselineEnv {
  BODIES: Queue;
}

/** A Worker that does the least that a receiver of webhooks can do: it reads the body and stores it in the queue. */
export default {
  async fetch(request, env) {
    await env.BODIES.send(await request.text());
    return new Response("<Response/>", { headers: { "content-type": "text/xml" } });
  },
} satisfies ExportedHandler<BaselineEnv>;
