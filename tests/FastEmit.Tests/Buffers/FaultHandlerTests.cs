using System.Diagnostics;
using System.Runtime.InteropServices;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

public sealed class FaultHandlerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-handler-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(Architecture.X64, "x64.s", "as", "objcopy")]
    [InlineData(Architecture.X64, "x64.s", "x86_64-linux-gnu-as", "x86_64-linux-gnu-objcopy")]
    [InlineData(Architecture.Arm64, "arm64.s", "as", "objcopy")]
    [InlineData(Architecture.Arm64, "arm64.s", "aarch64-linux-gnu-as", "aarch64-linux-gnu-objcopy")]
    public void Instructions_AreWhatTheAssemblerMakesOfTheSource(Architecture processor, string source, string assembler, string copier)
    {
        bool isNative = assembler == "as";
        Assert.SkipWhen(isNative && processor != RuntimeInformation.ProcessArchitecture, "The system's own assembler is for another processor.");
        string objects = Path.Combine(_folder.FullName, "handler.o");
        string bytes = Path.Combine(_folder.FullName, "handler.bin");
        string path = Path.Combine(AppContext.BaseDirectory, "Buffers", "FaultHandlers", source);
        Assert.SkipUnless(TryRun(assembler, path, "-o", objects) && TryRun(copier, "-O", "binary", "-j", ".text", objects, bytes), $"{assembler} is not installed (binutils).");
        Assert.Equal(File.ReadAllBytes(bytes), FaultHandler.Instructions(processor).ToArray());
    }

    [Fact]
    public void IsActive_OnTheProcessorsWithAHandler_IsTrue() =>
        Assert.Equal(!FaultHandler.Instructions(RuntimeInformation.ProcessArchitecture).IsEmpty, MappingGuard.IsActive);

    [Fact]
    public void Fault_InAMappingOfSomebodyElse_IsHandledAsBefore()
    {
        using RingProcess process = RingProcess.Start("fault", Path.Combine(_folder.FullName, "others"));
        Assert.Equal(1, process.Next());
        Assert.Null(process.Next());
        Assert.NotEqual(0, process.ExitCode());
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
