// The emitter of the sample: what a tool does goes to the server in server/, which is typed by the same records.
//   cd samples/Contract/server && npm ci && npm start       (the server, in another terminal)
//   dotnet run --project samples/Contract
using FastEmit;
using FastEmit.Samples.Contract;

string url = args is [var given] ? given : "http://localhost:3000";
await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = url, Stamps = { EventId = true } });

const string Session = "s-1";
ToolBegan.Emit(emitter, Session, "Bash", ToolKind.Command);
EmitAcknowledgement answer = await new ToolDone(Session, "Bash", 12, null, []).EmitAsync(emitter);
Console.WriteLine($"The server has seen {System.Text.Encoding.UTF8.GetString(answer.Arguments.Span)} tools");

ToolBegan.Emit(emitter, Session, "Edit", ToolKind.Edit);
ToolDone.Emit(emitter, Session, "Edit", 30, "no such line", [new FileChange("README.md", 3, 1)]);
FlushReport report = await emitter.FlushAsync(TimeSpan.FromSeconds(30));
Console.WriteLine($"{report.Confirmed} confirmed, {report.Pending} pending");
return report.Completed ? 0 : 1;
