@echo off
rem Runs Charla from a checkout on Windows, and builds the jars first if there are none.
rem
rem It follows ./charla, but HAS NOT BEEN RUN ON WINDOWS YET. It does less: it does not build again
rem when a source has changed (run "mvn -DskipTests package"), runs the jars where Maven has put
rem them, and makes no archive of classes for quick starts. Java takes the command line in Windows'
rem "ANSI" code page, so a letter outside of it has to come from a file or from standard input.

setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "SERVER_JAR=%ROOT%server\target\charla-server.jar"
set "CLI_JAR=%ROOT%cli-client\target\charla-cli.jar"

if "%~1"=="" goto usage
if "%~1"=="-h" goto usage
if "%~1"=="--help" goto usage

rem No blocks in parentheses where a path is expanded: paths have parentheses, too.
set "JAVA=java.exe"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" goto wrong_java_home
if not defined JAVA_HOME where /q java.exe || goto no_java

rem The line with a version, such as: openjdk version "17.0.15" 2025-04-15
set "VERSION_FILE=%TEMP%\charla-java-%RANDOM%-%RANDOM%.txt"
"%JAVA%" -version 2>"%VERSION_FILE%"
set "JAVA_VERSION="
for /f "tokens=3" %%v in ('findstr /c:" version " "%VERSION_FILE%"') do set "JAVA_VERSION=%%~v"
del /q "%VERSION_FILE%" 2>nul
set "JAVA_MAJOR="
for /f "tokens=1 delims=.-+" %%m in ("%JAVA_VERSION%") do set "JAVA_MAJOR=%%m"
if not defined JAVA_MAJOR goto unknown_java
if %JAVA_MAJOR% LSS 17 goto old_java

set "JAVA_OPTIONS="
if %JAVA_MAJOR% GEQ 22 set "JAVA_OPTIONS=--enable-native-access=ALL-UNNAMED"
if %JAVA_MAJOR% GEQ 24 set "JAVA_OPTIONS=%JAVA_OPTIONS% --sun-misc-unsafe-memory-access=allow"
set "CLIENT_OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
set "END_OPTION=-XX:+ExitOnOutOfMemoryError"
set "SERVER_OPTIONS=-XX:+UseSerialGC -XX:MaxNewSize=32m %END_OPTION%"

if exist "%SERVER_JAR%" if exist "%CLI_JAR%" goto built
where /q mvn || goto no_maven
echo charla: building (first run, about a minute)...>&2
pushd "%ROOT%"
call mvn -B -q -Dmaven.test.skip=true package >&2
set "CODE=%ERRORLEVEL%"
popd
if not "%CODE%"=="0" goto build_failed
:built

rem The programs write UTF-8, and the console has to read it as that.
set "CODE_PAGE="
for /f "tokens=2 delims=:." %%c in ('chcp') do set "CODE_PAGE=%%c"
chcp 65001 >nul

rem What comes after the name of the command. Quotes around %* would pair up with those inside.
set ARGUMENTS=%*
if "%~1"=="server" goto server
if "%~1"=="demo" goto demo
"%JAVA%" %JAVA_OPTIONS% %CLIENT_OPTIONS% -jar "%CLI_JAR%" %*
goto done

:server
set ARGUMENTS=%ARGUMENTS:*server=%
"%JAVA%" %JAVA_OPTIONS% %SERVER_OPTIONS% -jar "%SERVER_JAR%" %ARGUMENTS%
goto done

:demo
set ARGUMENTS=%ARGUMENTS:*demo=%
"%JAVA%" %JAVA_OPTIONS% %CLIENT_OPTIONS% %END_OPTION% -cp "%SERVER_JAR%;%CLI_JAR%" chat.charla.cli.demo.Demo %ARGUMENTS%
goto done

:done
set "CODE=%ERRORLEVEL%"
if defined CODE_PAGE chcp %CODE_PAGE% >nul
exit /b %CODE%

:usage
echo Usage: charla ^<command^> [options]
echo.
echo   server    run a server
echo   demo      a server and two clients hold a conversation and check every line
echo   chat      chat in the terminal
echo   send, tail, history, users, rooms, whoami, ping, pipe
echo             the chat for scripts, and for a quick look
echo   completion, config, version
echo             about the terminal client itself
echo.
echo charla ^<command^> --help says more. Java 17 or newer runs it, and Maven builds it
echo the first time. JAVA_HOME, if set, says which Java to use.
exit /b 0

:wrong_java_home
echo charla: JAVA_HOME is "%JAVA_HOME%", but there is no bin\java.exe in it>&2
exit /b 1

:no_java
echo charla: no java found: install Java 17 or newer, or set JAVA_HOME>&2
exit /b 1

:unknown_java
echo charla: "%JAVA%" -version says nothing that looks like a version>&2
exit /b 1

:old_java
echo charla: Java 17 or newer is needed, and "%JAVA%" is version %JAVA_VERSION%>&2
exit /b 1

:no_maven
echo charla: Maven (mvn) is needed to build: install Maven 3.8 or newer, and a JDK>&2
exit /b 1

:build_failed
echo charla: the build failed; its output is above>&2
exit /b 1
