using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FastEmit.Cli.Terminals;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Contracts;

/// <summary>Contract files, judged by those who use them: tsc, the official server, Ajv, the official AsyncAPI parser.</summary>
public sealed class ContractProofTests : IDisposable
{
    private static readonly NodeFolder NodeTools = new("tests", "FastEmit.Cli.Tests", "Contracts", "Node");

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(NodeTools.Folder, "build", Guid.NewGuid().ToString("N"))).FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Everything Sample { get; } = new(
        "a\"b", null, 41, 1L << 40, 0.5, true, Guid.Empty, new DateTime(2026, 11, 27, 1, 2, 3, DateTimeKind.Utc), new DateOnly(2026, 11, 27), TimeSpan.FromSeconds(1), 1.5m,
        ContractColor.Green, ContractColor.Green, null, ["x"], ["y", null], new() { ["k"] = 1 }, new ContractPlace("here", null), null, new ContractCircle(3),
        JsonElement.Parse("{\"any\":1}"), (1, 2), null, "pass", ulong.MaxValue, [1, 2]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TypeScript_AgainstTheOfficialServer_CompilesStrictlyAndEveryMemberArrives()
    {
        await NodeTools.EnsureAsync();
        Assert.Equal(0, (await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "--format", "typescript", "-o", _folder)).Code);
        File.Copy(Path.Combine(NodeTools.Folder, "server.ts"), Path.Combine(_folder, "server.ts"));
        await NodeTools.RunAsync("node", ["node_modules/typescript/bin/tsc", "--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", Path.Combine(_folder, "server.ts")]);

        using Process server = NodeTools.Start("node", [Path.Combine(_folder, "server.js")]);
        try
        {
            string port = (await server.StandardOutput.ReadLineAsync(Cancel))!["PORT ".Length..];
            await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = $"http://127.0.0.1:{port}", Stamps = { EventId = true } });
            EmitAcknowledgement answer = await Sample.EmitAsync(emitter, Cancel);

            Assert.Equal("[42]", Encoding.UTF8.GetString(answer.Arguments.Span));
            JsonElement seen = JsonElement.Parse((await server.StandardOutput.ReadLineAsync(Cancel))!);
            Assert.Equal(
                """{"text":"a\"b","note":null,"numbers":[41,1099511627776,1.5,1],"ratio":0.5,"flag":true,"red":"Green","optional":null,"tags":["x"],"gaps":["y",null],"counts":{"k":1},"place":{"name":"here","height":null},"next":null,"absent":"none","bytes":[1,2],"shape":3,"secret":"***","quoted":"18446744073709551615","id":"00000000-0000-0000-0000-000000000000","at":"2026-11-27T01:02:03Z","day":"2026-11-27","took":"00:00:01","free":{"any":1},"x":1,"hasId":true}""",
                seen.GetRawText());

            await emitter.EmitAsync(new ContractAsked("s", "why"), Cancel);
            await emitter.EmitAsync(new ContractAnswered("s", null, 3), Cancel);
            await emitter.EmitAsync(new ContractChanged<ContractPlace>(new ContractPlace("here", null), new ContractPlace("there", 2)), Cancel);
            Assert.Equal("""{"session":"s","text":"why","hasId":true}""", await server.StandardOutput.ReadLineAsync(Cancel));
            Assert.Equal("""{"session":"s","from":"none","length":3}""", await server.StandardOutput.ReadLineAsync(Cancel));
            Assert.Equal("""{"before":"here","after":"there"}""", await server.StandardOutput.ReadLineAsync(Cancel));
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task SchemaAndAsyncApi_ByTheirOwnValidators_AcceptWhatIsSentAndRefuseWhatIsNot()
    {
        await NodeTools.EnsureAsync();
        Assert.Equal(0, (await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "-o", _folder)).Code);
        string sent = Serialized(Sample);
        string stamped = sent[..^1] + ",\"event_id\":\"e-1\",\"timestamp\":\"2026-11-27T01:02:03Z\"}";
        string other = Serialized(Sample with { Note = "n", Optional = 3, Next = new ContractPlace("there", 2), Absent = "a", Ratio = double.NaN, Shape = new ContractSquare(1) });
        JsonObject refused = new()
        {
            ["missing member"] = Mutated(static sample => sample.Remove("text")),
            ["renamed member"] = Mutated(static sample => sample["texts"] = "x"),
            ["other type"] = Mutated(static sample => sample["count"] = "x"),
            ["null"] = Mutated(static sample => sample["text"] = null),
            ["fraction"] = Mutated(static sample => sample["count"] = 1.5),
            ["unknown name"] = Mutated(static sample => sample["color"] = "Blue"),
            ["element"] = Mutated(static sample => sample["tags"] = new JsonArray((JsonNode?)null)),
            ["nested"] = Mutated(static sample => sample["place"]!.AsObject().Remove("name")),
            ["discriminator"] = Mutated(static sample => sample["shape"]!["$type"] = "line"),
            ["secret"] = Mutated(static sample => sample["secret"] = "pass"),
        };
        string asked = Serialized<IContractStep>(new ContractAsked("s", "why"));
        string answered = Serialized<IContractStep>(new ContractAnswered("s", new ContractPlace("here", 1), 3));
        JsonObject samples = new()
        {
            ["contract.everything.schema.json"] = new JsonObject { ["accepted"] = JsonNode.Parse($"[{sent},{stamped},{other}]"), ["refused"] = refused },
            ["contract.step.schema.json"] = new JsonObject
            {
                ["accepted"] = JsonNode.Parse($"[{asked},{answered},{asked[..^1]},\"event_id\":\"e-1\"}}]"),
                ["refused"] = JsonNode.Parse("""
                    {
                      "no discriminator": {"session":"s","text":"why"},
                      "another's member": {"$type":"answered","session":"s","length":1,"text":"why"},
                      "missing member": {"$type":"asked","session":"s"},
                      "unknown type": {"$type":"forgot","session":"s"},
                      "nested": {"$type":"answered","session":"s","length":1,"from":{"height":1}}
                    }
                    """),
            },
        };
        File.WriteAllText(Path.Combine(_folder, "samples.json"), samples.ToJsonString());

        Assert.Equal("[]", (await NodeTools.RunAsync("node", ["prove.mjs", _folder])).Trim());
    }

    [Fact]
    public async Task Contract_TwiceOver_IsTheSameToTheByte()
    {
        string[] names = [];
        for (int run = 0; run < 2; run++)
        {
            (int code, string output, string _) = await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "-o", Path.Combine(_folder, $"{run}"));
            Assert.Equal(0, code);
            names = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => Path.GetFileName(line.Trim()))];
        }

        Assert.Contains("events.ts", names);
        Assert.Contains("asyncapi.json", names);
        Assert.Contains("events.md", names);
        Assert.Contains("contract.everything.schema.json", names);
        Assert.All(names, name => Assert.Equal(File.ReadAllText(Path.Combine(_folder, "0", name)), File.ReadAllText(Path.Combine(_folder, "1", name))));
    }

    [Theory]
    [InlineData("no such file.dll", "cannot be read")]
    [InlineData("xunit.v3.core.dll", "has no events")]
    public async Task Contract_NoEvents_SaysSo(string file, string expected)
    {
        (int code, string _, string error) = await RunAsync("contract", "--assembly", Path.Combine(AppContext.BaseDirectory, file), "-o", _folder);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contract_DocumentedRecords_CarriesTheirWords()
    {
        Assert.Equal(0, (await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "-o", _folder)).Code);
        string typescript = File.ReadAllText(Path.Combine(_folder, "events.ts"));
        Assert.Contains("/**\n * A member of every kind.\n *\n * 'everything' of namespace /contract.\n */\nexport interface Everything {", typescript, StringComparison.Ordinal);
        Assert.Contains("  /** Its `name` *\\/ on maps. */\n  \"name\": string;\n  /** In metres. */\n", typescript, StringComparison.Ordinal);
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "contract.everything.schema.json")))!;
        Assert.Equal("A member of every kind.", schema["description"]!.GetValue<string>());
        Assert.Equal("Where it was, see Everything.", schema["$defs"]!["ContractPlace"]!["description"]!.GetValue<string>());
        Assert.Contains("| height | `{\"anyOf\":[{\"type\":[\"number\",\"null\"]},{\"type\":\"null\"}]}` | yes | In metres. |", File.ReadAllText(Path.Combine(_folder, "events.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contract_EventOfSeveralTypes_NamesThemInEveryFormat()
    {
        Assert.Equal(0, (await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "-o", _folder)).Code);
        string typescript = File.ReadAllText(Path.Combine(_folder, "events.ts"));
        Assert.Contains("export type IContractStep = ContractAsked | ContractAnswered;", typescript, StringComparison.Ordinal);
        Assert.Contains("/**\n * Somebody asked.\n *\n * ContractAsked, which 'step' of namespace /contract may be.\n */\nexport interface ContractAsked {\n  \"$type\": \"asked\";\n", typescript, StringComparison.Ordinal);
        Assert.Contains("### ContractAsked\n\nSomebody asked.\n\n| member |", File.ReadAllText(Path.Combine(_folder, "events.md")), StringComparison.Ordinal);
        JsonNode payload = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "asyncapi.json")))!["channels"]!["contract"]!["messages"]!["step"]!["payload"]!;
        Assert.All(payload["anyOf"]!.AsArray(), static one => Assert.NotNull(one!["properties"]!["event_id"]));
    }

    [Fact]
    public async Task Contract_ClosedTypeOfAGenericEvent_IsAnEventOfItsOwn()
    {
        Assert.Equal(0, (await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "-o", _folder)).Code);
        Assert.Contains("export interface ContractChangedContractPlace {\n  \"before\": ContractPlace;\n", File.ReadAllText(Path.Combine(_folder, "events.ts")), StringComparison.Ordinal);
        Assert.Contains("## contract_place_changed (/contract)", File.ReadAllText(Path.Combine(_folder, "events.md")), StringComparison.Ordinal);
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "contract.contract_place_changed.schema.json")))!;
        Assert.Equal("#/$defs/ContractPlace", schema["properties"]!["after"]!["$ref"]!.GetValue<string>());
    }

    [Fact]
    public async Task Lock_Assembly_WritesThatFileAndNothingElse()
    {
        string file = Path.Combine(_folder, "locked.json");
        (int code, string output, string _) = await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "--lock", file);
        Assert.Equal(0, code);
        Assert.Equal(file, output.Trim());
        JsonNode locked = JsonNode.Parse(File.ReadAllText(file))!;
        JsonNode everything = Assert.Single(locked["events"]!.AsArray(), static one => one!["name"]!.GetValue<string>() == "everything")!;
        Assert.Equal("/contract", everything["namespace"]!.GetValue<string>());
        Assert.Equal("{\"type\":\"boolean\"}", everything["schema"]!["properties"]!["flag"]!.ToJsonString());
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Lock_WithFormat_WritesBoth()
    {
        string file = Path.Combine(_folder, "locked.json");
        Assert.Equal(0, (await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "--lock", file, "--format", "typescript", "-o", _folder)).Code);
        Assert.Equal(["events.ts", "locked.json"], Directory.GetFiles(_folder).Select(static path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public async Task Contract_Json_IsOneObjectWithEventsAndFiles()
    {
        string file = Path.Combine(_folder, "locked.json");
        (int code, string output, string _) = await RunAsync("contract", "--assembly", typeof(Everything).Assembly.Location, "--format", "typescript", "-o", _folder, "--lock", file, "--json");
        Assert.Equal(0, code);
        JsonNode report = JsonNode.Parse(output)!;
        Assert.Equal(typeof(Everything).Assembly.Location, report["assembly"]!.GetValue<string>());
        JsonNode step = Assert.Single(report["events"]!.AsArray(), static one => one!["name"]!.GetValue<string>() == "step")!;
        Assert.Equal(("/contract", "IContractStep"), (step["namespace"]!.GetValue<string>(), step["type"]!.GetValue<string>()));
        Assert.Equal([Path.Combine(_folder, "events.ts"), file], report["files"]!.AsArray().Select(static one => one!.GetValue<string>()));

        (code, output, _) = await RunAsync("contract", "--assembly", "none.dll", "--json");
        Assert.Equal(2, code);
        Assert.Contains("cannot be read", JsonNode.Parse(output)!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contract_WrongUse_SaysWhatIsAccepted()
    {
        string broken = Path.Combine(_folder, "Broken.csproj");
        File.WriteAllText(broken, "<Project><Target Name=\"Build\"><Error Text=\"no such luck\" /></Target></Project>");
        foreach ((string expected, string[] arguments) in ((string, string[])[])
        [
            ("--assembly or --project", ["contract"]),
            ("only one", ["contract", "--assembly", "x.dll", "--project", "."]),
            ("does not exist", ["contract", "--project", Path.Combine(_folder, "none.csproj")]),
            ("0 files", ["contract", "--project", Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName]),
            ("no such luck", ["contract", "--project", broken]),
            ("'yaml' is not accepted; it takes typescript", ["contract", "--assembly", typeof(Everything).Assembly.Location, "--format", "yaml"]),
            ("cannot be written", ["contract", "--assembly", typeof(Everything).Assembly.Location, "--lock", Path.Combine(_folder, "none", "x.json")]),
        ])
        {
            (int code, string _, string error) = await RunAsync(arguments);
            Assert.Equal(2, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }
    }

    private static JsonObject Mutated(Action<JsonObject> change)
    {
        JsonObject sample = JsonNode.Parse(Serialized(Sample))!.AsObject();
        change(sample);
        return sample;
    }

    private static string Serialized<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        ArrayBufferWriter<byte> json = new();
        HookEventSerializer.Serialize(in value, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await FastEmitCommand.RunAsync(arguments, new Terminal(Stream.Null, output, error, TimeProvider.System), Cancel);
        return (code, output.ToString(), error.ToString());
    }
}
