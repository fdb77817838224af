import { describe, expect, it } from "vitest";
import { callTwiml, HANGUP_TWIML } from "../../../../packages/webhooks/src/twilio/call-twiml.ts";

/** The verbs of the TwiML, in their order. */
function verbsOf(twiml: string): string[] {
  expect(twiml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><Response>.*<\/Response>$/s);
  return Array.from(twiml.matchAll(/<(Say|Dial|Record|Hangup)\b/g), ([, verb]) => verb ?? "");
}

describe("the answer to a call", () => {
  it.each([undefined, {}, { language: "en-GB" }, { record: false }])(
    "is a polite sentence in French where the settings are %j",
    (voice) => {
      const twiml = callTwiml(voice);
      expect(verbsOf(twiml)).toEqual(["Say", "Hangup"]);
      expect(twiml).toContain('<Say language="fr-FR">Bonjour');
    },
  );

  it("says what the settings say, in their language", () => {
    expect(callTwiml({ say: "Hello", language: "en-GB" })).toContain('<Say language="en-GB">Hello</Say>');
    expect(callTwiml({ say: "Salut" })).toContain('<Say language="fr-FR">Salut</Say>');
  });

  it("says, then rings, then records", () => {
    expect(verbsOf(callTwiml({ record: true, dial: "+33757009999", say: "Salut" }))).toEqual([
      "Say",
      "Dial",
      "Record",
      "Hangup",
    ]);
    expect(verbsOf(callTwiml({ dial: "+33757009999" }))).toEqual(["Dial", "Hangup"]);
    expect(verbsOf(callTwiml({ record: true }))).toEqual(["Record", "Hangup"]);
  });

  it("escapes the text, and leaves out the characters that XML does not allow", () => {
    const twiml = callTwiml({ say: `</Say><Dial>+1</Dial> & "l'été" 👋🏽\u0001\uFFFF\ud800\n` });
    expect(twiml).toContain(
      "&lt;/Say&gt;&lt;Dial&gt;+1&lt;/Dial&gt; &amp; &quot;l&apos;été&quot; 👋🏽\n</Say>",
    );
    expect(verbsOf(twiml)).toEqual(["Say", "Hangup"]);
  });

  it("only hangs up once a message is recorded", () => {
    expect(verbsOf(HANGUP_TWIML)).toEqual(["Hangup"]);
  });
});
