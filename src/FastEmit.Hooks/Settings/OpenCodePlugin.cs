using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Settings;

/// <summary>
/// The plugin for OpenCode, which has plugins in its own process instead of hooks. The plugin posts each event to the running agent. Without an
/// answer it runs the hook, which starts an agent.
/// </summary>
internal static class OpenCodePlugin
{
    /// <summary>The plugin's text.</summary>
    public static string Write(HookEntry entry, HookPaths paths)
    {
        // A given command line runs in a shell; otherwise the words are the command.
        IEnumerable<string> words = entry.Command is { } line ? ["/bin/sh", "-c", line] : entry.Words.Concat(["--agent", "opencode"]);
        string command = string.Join(", ", words.Select(SettingsJson.Quote));
        bool isShared = entry.Words is ["fastemit", ..];
        string endpoint = isShared ? "process.env.FASTEMIT_HOOKS_HTTP ?? \"\"" : SettingsJson.Quote(paths.Endpoint);
        return $$"""
            {{HookHost.ContentMark}}
            import { spawn } from "node:child_process";
            import { readFile } from "node:fs/promises";

            const command = [{{command}}];
            const endpointFile = {{endpoint}};
            let last = Promise.resolve();

            async function post(body) {
              const [port, token] = (await readFile(endpointFile, "utf8")).split("\n");
              const answer = await fetch(`http://127.0.0.1:${port}{{HookEndpointAddress.Path}}opencode`, {
                method: "POST",
                headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
                body,
                signal: AbortSignal.timeout(2000),
              });
              if (!answer.ok) throw new Error(`answered ${answer.status}`);
            }

            function run(body) {
              return new Promise((resolve) => {
                const hook = spawn(command[0], command.slice(1), { stdio: ["pipe", "ignore", "ignore"] });
                hook.on("error", resolve);
                hook.on("close", resolve);
                hook.stdin.on("error", () => {});
                hook.stdin.end(body);
              });
            }

            // One request at a time, so that the events of a session keep their order. Errors must not reach the agent.
            function send(name, fields) {
              const body = JSON.stringify({ hook_event_name: name, ...fields });
              last = last.then(() => post(body).catch(() => run(body))).catch(() => {});
              return last;
            }

            export const FastEmit = async ({ directory }) => ({
              "chat.message": (input, output) =>
                send("chat.message", {
                  session_id: input.sessionID,
                  cwd: directory,
                  prompt: (output.parts ?? []).filter((part) => part.type === "text").map((part) => part.text).join("\n"),
                  message: output.message,
                }),
              "tool.execute.before": (input, output) =>
                send("tool.execute.before", { session_id: input.sessionID, cwd: directory, tool_name: input.tool, tool_use_id: input.callID, tool_input: output.args }),
              "tool.execute.after": (input, output) =>
                send("tool.execute.after", {
                  session_id: input.sessionID,
                  cwd: directory,
                  tool_name: input.tool,
                  tool_use_id: input.callID,
                  tool_input: input.args,
                  tool_response: output,
                }),
              event: ({ event }) =>
                /^session\.(created|deleted|idle|error|compacted)$|^permission\.asked$/.test(event.type)
                  ? send(event.type, { session_id: event.properties?.sessionID ?? event.properties?.info?.id, cwd: directory, properties: event.properties })
                  : undefined,
            });

            """;
    }
}
