using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FastEmit.Interop.Tests.Limits;

/// <summary>
/// A test that runs in a process of its own, because what it does would harm the others: the parent starts this test program again, for
/// that one test, behind a shell's words (<c>ulimit -n 400</c>).
/// </summary>
internal static class ChildTest
{
    private const string Variable = "FASTEMIT_CHILD_TEST";

    /// <summary>What the parent passed; the test is skipped in the parent.</summary>
    public static string Argument([CallerMemberName] string test = "")
    {
        string? argument = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(argument is null, $"{test} is run by its parent test, in a process of its own.");
        return argument;
    }

    /// <summary>Starts the child.</summary>
    /// <param name="test">Name of the test method.</param>
    /// <param name="argument">For <see cref="Argument"/>.</param>
    /// <param name="limits">Shell commands to run before.</param>
    public static Process Start(string test, string argument, string limits)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are set by a shell of Linux.");
        ProcessStartInfo start = new("bash")
        {
            ArgumentList = { "-c", $"{limits}; exec \"{Environment.ProcessPath}\" --filter-method '*.{test}'" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = argument;
        return Process.Start(start)!;
    }

    /// <summary>Runs the child to its end and asserts that its test passed.</summary>
    public static async Task RunAsync(string test, string argument, string limits)
    {
        using Process child = Start(test, argument, limits);
        await PassedAsync(child);
    }

    /// <summary>Asserts that the child's test passes.</summary>
    public static async Task PassedAsync(Process child)
    {
        Task<string> output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            child.Kill();
        }

        Assert.True(child.ExitCode == 0, $"The child ended with {child.ExitCode}.\n{await output}\n{await errors}");
    }
}
