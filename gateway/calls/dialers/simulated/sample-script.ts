/** What is said where no `--script` says otherwise: a stand-up of three, with a question, a follow-up and two action items in it. */
export const SAMPLE_SCRIPT = `WEBVTT

00:01.000 --> 00:04.200
<v Ada Lovelace>Good morning everyone, shall we start with the telephone gateway?

00:04.800 --> 00:09.600
<v Grace Hopper>Yes. The new build went out yesterday, and call setup is twice as fast as last week.

00:10.100 --> 00:12.900
<v Ada Lovelace>That is great news. Did the load test finish as well?

00:13.400 --> 00:18.800
<v Grace Hopper>It did. Ten thousand calls stayed up for an hour, and no call was lost.

00:19.300 --> 00:23.700
<v Alan Turing>I still see busy signals on the conference number when two teams dial in at once.

00:24.200 --> 00:28.400
<v Ada Lovelace>Alan, please open a ticket for the busy signals by Friday.

00:28.900 --> 00:32.500
<v Alan Turing>I will send the call records to Grace this afternoon.

00:33.000 --> 00:37.200
<v Grace Hopper>Thanks. Let's follow up on the conference number in tomorrow's meeting.

00:37.700 --> 00:40.900
<v Ada Lovelace>Good. Is there anything else before we close?

00:41.400 --> 00:44.000
<v Alan Turing>Nothing from me. Have a good day.
`;
