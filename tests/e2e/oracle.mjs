// An independent server that speaks the three dialects, answering the echo canary.
import { LLMock } from "@copilotkit/aimock";

const mock = new LLMock({ port: 0 });

const lastText = (request) => {
  const content = request.messages.at(-1).content;
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
};

mock.onMessage(/angle brackets/, (request) => ({
  content: lastText(request).match(/<([0-9a-f]+)>/)[1],
}));
mock.onMessage(/from one to thirty/, () => ({
  content:
    "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, " +
    "fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty, twenty-one, twenty-two, " +
    "twenty-three, twenty-four, twenty-five, twenty-six, twenty-seven, twenty-eight, " +
    "twenty-nine, thirty",
}), { streamingProfile: { ttft: 200, tps: 100 }, chunkSize: 8 });
mock.onMessage(/What does \w+ keep\?/, () => ({
  error: { message: "Overloaded", type: "overloaded_error" },
  status: 529,
}));

await mock.start();
console.log(mock.url);
