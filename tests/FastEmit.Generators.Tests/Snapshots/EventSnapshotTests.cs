using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests.Snapshots;

public class EventSnapshotTests
{
    [Fact]
    public void Generate_ReadonlyRecordStruct_MatchesSnapshot() => AssertMatches("ReadonlyRecordStruct", """
        using FastEmit.Events;
        namespace Sample;

        [HookEvent("pre_tool", Namespace = "/hook")]
        public readonly partial record struct PreTool([property: PartitionKey] string SessionId, string ToolName, bool Success, int DurationMs);
        """);

    [Fact]
    public void Generate_RecordClass_MatchesSnapshot() => AssertMatches("RecordClass", """
        using FastEmit.Events;

        [HookEvent("stop")]
        internal sealed partial record Stop(string? Reason);
        """);

    [Fact]
    public void Generate_NestedInClass_MatchesSnapshot() => AssertMatches("Nested", """
        using FastEmit.Events;
        namespace Sample.Deep;

        public static partial class Outer
        {
            private partial struct Inner
            {
                [HookEvent("nested")]
                public partial record struct Event(int Emitter, string? Event_1);
            }
        }
        """);

    [Fact]
    public void Generate_EveryScalar_MatchesSnapshot() => AssertMatches("Scalars", """
        using System;
        using FastEmit.Events;
        namespace Sample;

        public enum Level : byte { Low, High }

        [HookEvent("scalars")]
        public partial record struct Scalars(
            string Text, bool Flag, sbyte I8, byte U8, short I16, ushort U16, int I32, uint U32, long I64, ulong U64,
            nint Native, nuint UNative, float Single, double Double, Guid Id, DateTime At, DateTimeOffset Since, Level Level,
            string? OptionalText, bool? OptionalFlag, int? OptionalNumber, double? OptionalDouble, Guid? OptionalId,
            DateTime? OptionalAt, DateTimeOffset? OptionalSince, Level? OptionalLevel);
        """);

    private static void AssertMatches(string name, string source)
    {
        (GeneratorDriver driver, Compilation output) = Compile.Generate(Compile.Source(source));
        Assert.Empty(output.GetDiagnostics().Select(static d => d.ToString()));
        GeneratedSourceResult generated = Assert.Single(driver.GetRunResult().Results.Single().GeneratedSources);
        Snapshot.Match(generated.SourceText.ToString(), name);
    }
}
