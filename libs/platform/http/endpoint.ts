import { applyDecorators, createParamDecorator, Delete, type ExecutionContext, Get, HttpCode, Post, Reflector, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import { MirrorError, type PersonRole, type Route, type RouteName, type Routes, routes } from '#libs/contracts/index.js';
