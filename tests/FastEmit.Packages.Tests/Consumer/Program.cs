using System.Runtime.CompilerServices;
using FastEmit.Consumer;

Console.Error.WriteLine(RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "Native AOT");
Console.Write(await Features.RunAsync());
