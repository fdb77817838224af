/// <reference path="../../../workers/ingest/worker-configuration.d.ts" />
import { observedDatabase } from "../../../test/support/observed-database.ts";
import ingest from "../../../workers/ingest/src/index.ts";

let subrequests = 0;

function countCalls(queue: Queue): Queue {
  return new Proxy(queue, {
    get:
      (target, name) =>
      (...args: unknown[]) => {
        subrequests++;
        return Reflect.apply(Reflect.get(target, name), target, args);
      },
  });
}

const platformFetch = globalThis.fetch;
globalThis.fetch = (...args: Parameters<typeof fetch>) => {
  subrequests++;
  return platformFetch(...args);
};

/** The ingest Worker with a counter on each way out of it: the queue, the database and `fetch`. */
export default {
  fetch(request, env, ctx) {
    if (request.method === "GET") return Response.json(subrequests);
    const onRoundTrip = () => {
      subrequests++;
    };
    const counted = {
      ...env,
      DB: observedDatabase(env.DB, { onRoundTrip }),
      MESSAGE_EVENTS: countCalls(env.MESSAGE_EVENTS),
    };
    return ingest.fetch(request, counted, ctx);
  },
} satisfies ExportedHandler<Env>;
