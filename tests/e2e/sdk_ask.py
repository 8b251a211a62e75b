"""Asks the simulator through a provider's own SDK; run by the environment that has the SDKs.

Prints one JSON object: the text, its pieces, why it ended, and the tokens it used; or the
class and status of the SDK's exception.
"""

import json
import sys

PROMPT = "[00c0ffee] What is 347 + 128? Reply with the number only."


def openai(base_url: str, key: str, stream: bool) -> dict[str, object]:
    import openai as sdk

    client = sdk.OpenAI(base_url=base_url, api_key=key, max_retries=0)
    messages = [{"role": "user", "content": PROMPT}]
    if not stream:
        reply = client.chat.completions.create(model="sim-small", messages=messages)
        choice = reply.choices[0]
        return told([choice.message.content], choice.finish_reason, reply.usage.completion_tokens)
    pieces, finish, tokens = [], None, None
    for chunk in client.chat.completions.create(
        model="sim-small",
        messages=messages,
        stream=True,
        stream_options={"include_usage": True},
    ):
        if chunk.usage:
            tokens = chunk.usage.completion_tokens
        for choice in chunk.choices:
            pieces.append(choice.delta.content)
            finish = choice.finish_reason or finish
    return told(pieces, finish, tokens)


def anthropic(base_url: str, key: str, stream: bool) -> dict[str, object]:
    import anthropic as sdk

    client = sdk.Anthropic(base_url=base_url, api_key=key, max_retries=0)
    question = {
        "model": "sim-small",
        "max_tokens": 64,
        "messages": [{"role": "user", "content": PROMPT}],
    }
    if not stream:
        reply = client.messages.create(**question)
        return told([reply.content[0].text], reply.stop_reason, reply.usage.output_tokens)
    with client.messages.stream(**question) as events:
        pieces = list(events.text_stream)
        reply = events.get_final_message()
    return told(pieces, reply.stop_reason, reply.usage.output_tokens)


def gemini(base_url: str, key: str, stream: bool) -> dict[str, object]:
    from google import genai

    client = genai.Client(
        api_key=key,
        http_options=genai.types.HttpOptions(
            base_url=base_url.removesuffix("/v1beta"),
            retry_options=genai.types.HttpRetryOptions(attempts=1),
        ),
    )
    if not stream:
        reply = client.models.generate_content(model="sim-small", contents=PROMPT)
        return told(
            [reply.text],
            reply.candidates[0].finish_reason.value,
            reply.usage_metadata.candidates_token_count,
        )
    pieces, finish, tokens = [], None, None
    for chunk in client.models.generate_content_stream(model="sim-small", contents=PROMPT):
        pieces.append(chunk.text)
        finish = chunk.candidates[0].finish_reason or finish
        tokens = chunk.usage_metadata.candidates_token_count or tokens
    return told(pieces, getattr(finish, "value", finish), tokens)


def told(pieces: list[str | None], finish: str | None, tokens: int | None) -> dict[str, object]:
    kept = [piece for piece in pieces if piece]
    return {"text": "".join(kept), "pieces": len(kept), "finish": finish, "tokens": tokens}


def main() -> None:
    wire, base_url, key, how = sys.argv[1:]
    try:
        answer = {"openai": openai, "anthropic": anthropic, "gemini": gemini}[wire](
            base_url, key, how == "stream"
        )
    except Exception as error:
        status = getattr(error, "status_code", None) or getattr(error, "code", None)
        answer = {"error": type(error).__name__, "status": status}
    sys.stdout.write(json.dumps(answer))


main()
