"""POST /v1/audio/transcriptions, as OpenAI's, over pocketsphinx: good enough to hear whether sound has arrived. Prints its port."""

import array
import email.parser
import http.server
import io
import json
import sys
import threading
import wave

from pocketsphinx import Decoder

DECODER = Decoder(samprate=16000, loglevel="FATAL")
ONE_AT_A_TIME = threading.Lock()


def at_16_khz(sound, rate):
    if rate == 16000:
        return sound
    samples = array.array("h", sound)
    wide = array.array("h")
    for index, sample in enumerate(samples):
        following = samples[index + 1] if index + 1 < len(samples) else sample
        wide.extend((sample, (sample + following) // 2))
    return wide.tobytes()


def words_in(wav):
    with wave.open(io.BytesIO(wav)) as file:
        sound = at_16_khz(file.readframes(file.getnframes()), file.getframerate())
    with ONE_AT_A_TIME:
        DECODER.start_utt()
        DECODER.process_raw(sound, full_utt=True)
        DECODER.end_utt()
        found = DECODER.hyp()
    return found.hypstr if found else ""


class Recogniser(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        if "chunked" in self.headers.get("transfer-encoding", ""):
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["content-length"]))
        head = b"Content-Type: " + self.headers["content-type"].encode() + b"\r\n\r\n"
        form = email.parser.BytesParser().parsebytes(head + body)
        parts = {part.get_param("name", header="content-disposition"): part for part in form.get_payload()}
        answer = json.dumps({"text": words_in(parts["file"].get_payload(decode=True))}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recogniser)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
# Ends with whoever holds its input.
sys.stdin.read()
