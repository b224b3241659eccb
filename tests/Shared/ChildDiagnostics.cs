using System.Runtime.CompilerServices;

namespace FastEmit.Tests.Shared;

/// <summary>
/// The .NET programs that a test starts open neither a debugger's pipes nor a diagnostics socket: those that it kills would leave them in
/// the folder of temporary files. Compiled into every test project.
/// </summary>
internal static class ChildDiagnostics
{
    [ModuleInitializer]
    internal static void TurnOff()
    {
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics_Debugger", "0");
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics_IPC", "0");
    }
}
