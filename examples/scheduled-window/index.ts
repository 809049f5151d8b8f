import * as pulumi from "@pulumi/pulumi";
import { DateTime, Interval } from "luxon";
import * as symbl from "pulumi-symbl-telephony";

const config = new pulumi.Config();
const zone = config.require("zone");
const start = DateTime.fromISO(config.require("start"), { zone });
if (!start.isValid) throw new pulumi.RunError(`start or zone: ${start.invalidExplanation}`);

const window = Interval.fromDateTimes(
  start.minus({ minutes: config.requireNumber("minutesBefore") }),
  start.plus({ minutes: config.requireNumber("minutesAfter") }),
);

// Run `pulumi up` from a timer: inside the window it dials once and then leaves the call alone; the first run after it hangs up.
const session = window.contains(DateTime.now())
  ? new symbl.TelephonySession("weekly", {
      endpoint: { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: symbl.dtmf.zoom({ meetingId: "939293" }) },
      data: { session: { name: "Weekly" } },
      timezone: zone,
    })
  : undefined;

export const opensAt = window.start?.toISO();
export const closesAt = window.end?.toISO();
export const conversationId = session?.conversationId ?? "none: outside the window";
