interface BaselineEnv {
  BODIES: Queue;
}

/** The least that the receiver of a webhook does: it reads the body and makes it durable. */
export default {
  async fetch(request, env) {
    await env.BODIES.send(await request.text());
    return new Response("<Response/>", { headers: { "content-type": "text/xml" } });
  },
} satisfies ExportedHandler<BaselineEnv>;
