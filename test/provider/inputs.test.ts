import type { Unwrap } from "@pulumi/pulumi";
import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import type { EndpointArgs, TelephonySessionArgs } from "../../provider/inputs.js";
import { INPUT_KEYS, KEYS_AT, PSTN_KEYS, SIP_KEYS } from "../../provider/session/keys.js";
import { sessionSchema } from "../../provider/session/schema.js";

type Written = Unwrap<TelephonySessionArgs>;
type Checked = z.input<typeof sessionSchema>;

describe("what a program may write and what is checked", () => {
  it("are the same types, in both directions and at every depth", () => {
    expectTypeOf<keyof Written>().toEqualTypeOf<keyof Checked>();
    // Unwrapping `unknown` gives `never`, which says nothing about triggers.
    expectTypeOf<Omit<Written, "triggers">>().toEqualTypeOf<Omit<Checked, "triggers">>();
    expectTypeOf<Checked["triggers"]>().toEqualTypeOf<unknown[] | undefined>();
    expectTypeOf<Unwrap<EndpointArgs>>().toEqualTypeOf<Checked["endpoint"]>();
  });

  it("have the same keys as the lists that hints are made from", () => {
    const { shape } = sessionSchema;
    expect(Object.keys(shape)).toEqual(INPUT_KEYS);
    const [pstn, sip] = shape.endpoint.options;
    expect(Object.keys(pstn.shape).sort()).toEqual([...PSTN_KEYS].sort());
    expect(Object.keys(sip.shape).sort()).toEqual([...SIP_KEYS].sort());
    const action = shape.actions.unwrap().element.shape;
    const at = {
      "": shape,
      endpoint: { ...pstn.shape, ...sip.shape },
      "endpoint.audioConfig": sip.shape.audioConfig.unwrap().shape,
      "actions[]": action,
      "actions[].parameters": action.parameters.shape,
      data: shape.data.unwrap().shape,
      "data.session": shape.data.unwrap().shape.session.unwrap().shape,
      "intents[]": shape.intents.unwrap().element.shape,
      timeouts: shape.timeouts.unwrap().shape,
      adopt: shape.adopt.unwrap().shape,
    };
    expect([...KEYS_AT.keys()]).toEqual(Object.keys(at));
    for (const [place, fields] of Object.entries(at))
      expect([...(KEYS_AT.get(place) ?? [])].sort()).toEqual(Object.keys(fields).sort());
  });
});
