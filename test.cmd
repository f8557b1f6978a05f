@echo off
rem Builds and runs the tests on Windows, but for the long ones. Further arguments go to dotnet test: test.cmd --filter Certify
dotnet test "%~dp0tests\Tests.csproj" --configuration Release --nologo --filter "Category!=Long" %*
