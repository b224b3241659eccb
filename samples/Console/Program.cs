// Emits ten events, waits until the server has them, and says what became of each.
//   dotnet run --project src/FastEmit.Cli -- collect        (the server, in another terminal)
//   dotnet run --project samples/Console
using FastEmit;
using FastEmit.Samples.Console;

string url = args is [var given] ? given : "http://localhost:8765";
await using HookEmitter emitter = HookEmitter.Create(url);

string session = Guid.NewGuid().ToString();
for (int i = 1; i <= 10; i++)
{
    ToolUsed.Emit(emitter, session, i % 3 == 0 ? "Read" : "Bash", success: true, durationMs: 10 * i);
}

FlushReport report = await emitter.FlushAsync(TimeSpan.FromSeconds(5));
Console.WriteLine($"{report.Confirmed} confirmed, {report.Pending} pending, {report.Dropped.Total} dropped");
if (!report.Completed)
{
    Console.Error.WriteLine($"Not everything arrived: {report.LastError}");
}

return report.Completed ? 0 : 1;
