@echo off
rem The program's launcher on Windows: builds what has changed, then runs. Needs the .NET 10 SDK; TorchSharp comes from NuGet.
dotnet run --project "%~dp0src\Cli" --configuration Release -- %*
