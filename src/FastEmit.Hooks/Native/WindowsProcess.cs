using System.Diagnostics;

namespace FastEmit.Hooks.Native;

/// <summary>A detached process on Windows. Built and analysed; never run by us.</summary>
internal static class WindowsProcess
{
    /// <summary>Starts a program by the shell, which hands down no handles: nobody who reads this process's output waits for the child's end.</summary>
    public static int Start(string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]) { UseShellExecute = true, WindowStyle = ProcessWindowStyle.Hidden });
            return process?.Id ?? 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }
}
