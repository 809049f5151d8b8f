import * as pulumi from "@pulumi/pulumi";
import { meetings } from "../meetings";

/** A constant text that loads provider.cjs: no closure is serialised, so what is left to compare is the provider's own work. */
const PROVIDER_TEXT =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("./provider.cjs").provider();';

class Control extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("pulumi-nodejs:dynamic/bench:Control", name, { ...args, __provider: PROVIDER_TEXT });
  }
}

const sessions = meetings.map(({ name, start }) => new Control(name, start));

export const ids = sessions.map(({ id }) => id);
